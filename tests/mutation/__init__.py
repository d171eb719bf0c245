"""Reports with one thing changed: does the program say so, and where?"""
