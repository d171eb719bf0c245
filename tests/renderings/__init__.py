"""The corpus printed by many tools in many looks: each must say what its text says."""
