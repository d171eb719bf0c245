"""What the review pages say themselves, in Chinese and in English."""

from __future__ import annotations

from dataclasses import dataclass

from rules.terms import Lang


@dataclass(frozen=True, slots=True)
class ReviewWords:
    """What a page says itself, in one language."""

    language: str
    other: str
    other_lang: str
    reports: str
    findings: str
    api: str
    entity: str
    year: str
    words: str
    severity: str
    any: str
    find: str
    report: str
    kind: str
    read_at: str
    none_yet: str
    page: str
    before: str
    after: str
    upload: str
    uploading: str
    waiting: str
    failed: str
    unreachable: str
    decision: str
    decisions: dict[str, str]
    confirm: str
    dismiss: str
    reopen: str
    note: str
    note_hint: str
    saved: str
    by: str
    delete: str
    sure: str
    left: str
    right: str
    text: str
    raw: str
    unit: str
    no_text: str
    on_page: str
    keys: str
    token: str
    token_hint: str
    log_in: str
    log_out: str
    bad_token: str
    examples: str
    try_it: str
    parameters: str
    answers: str
    api_hint: str
    stale: str
    not_compared: str


REVIEW_WORDS: dict[Lang, ReviewWords] = {
    "zh": ReviewWords(
        language="zh-CN",
        other="English",
        other_lang="en",
        reports="报告",
        findings="全部问题",
        api="接口说明",
        entity="单位",
        year="年度",
        words="文中的词语",
        severity="最低严重程度",
        any="不限",
        find="筛选",
        report="报告",
        kind="种类",
        read_at="读取时间",
        none_yet="没有符合条件的内容。",
        page="第 {page} 页",
        before="上一页",
        after="下一页",
        upload="上传报告（PDF、Word、网页、Excel、文本）",
        uploading="正在上传……",
        waiting="已收到，正在读取……",
        failed="没有成功：",
        unreachable="连不上服务，请稍后再试。",
        decision="处理",
        decisions={"open": "待处理", "confirmed": "已确认", "dismissed": "已驳回"},
        confirm="确认",
        dismiss="驳回",
        reopen="待处理",
        note="说明",
        note_hint="为什么确认或驳回",
        saved="已保存",
        by="{who} {when}",
        delete="删除这份报告",
        sure="删除这份报告，连同文件和处理意见？",
        left="一处",
        right="另一处",
        text="文件内容",
        raw="文件中的原样",
        unit="金额单位",
        no_text="这份报告没有保存文字。",
        on_page="{where}（第 {page} 页）",
        keys="快捷键：j 下一处，k 上一处，c 确认，x 驳回，o 待处理，n 写说明（回车保存），"
        "/ 搜索，Esc 返回列表",
        token="访问令牌",
        token_hint="由管理员用 gouji token add 建立",
        log_in="进入",
        log_out="退出",
        bad_token="令牌无效或没有读取权限。",
        examples="例子",
        try_it="试一试",
        parameters="参数",
        answers="回答",
        api_hint="本页不从网络加载任何内容。机器可读的说明：",
        stale="已过时",
        not_compared="{waiting} 份报告在上次报告间核对之后新增或重新读取，"
        "{stale} 处报告间的问题因此过时。请运行 gouji across。",
    ),
    "en": ReviewWords(
        language="en",
        other="中文",
        other_lang="zh",
        reports="Reports",
        findings="All findings",
        api="API",
        entity="Unit",
        year="Year",
        words="Words in the text",
        severity="Severity, at least",
        any="any",
        find="Filter",
        report="Report",
        kind="Kind",
        read_at="Read at",
        none_yet="Nothing fits.",
        page="Page {page}",
        before="previous",
        after="next",
        upload="Upload a report (PDF, Word, web page, Excel, text)",
        uploading="Uploading …",
        waiting="Received, being read …",
        failed="It did not work: ",
        unreachable="the service does not answer. Try again later.",
        decision="Decision",
        decisions={"open": "open", "confirmed": "confirmed", "dismissed": "dismissed"},
        confirm="Confirm",
        dismiss="Dismiss",
        reopen="Open again",
        note="Note",
        note_hint="why it is confirmed or dismissed",
        saved="saved",
        by="{who} {when}",
        delete="Delete this report",
        sure="Delete this report, with its file and with all decisions?",
        left="One side",
        right="The other side",
        text="The document",
        raw="As the file has it",
        unit="unit",
        no_text="The text of this report is not kept.",
        on_page="{where} (page {page})",
        keys="Keys: j next, k previous, c confirm, x dismiss, o open again, "
        "n note (Enter keeps it), / search, Esc back to the list",
        token="Token",
        token_hint="made by gouji token add",
        log_in="Enter",
        log_out="Log out",
        bad_token="The token is not valid, or may not read.",
        examples="Examples",
        try_it="Try it",
        parameters="Parameters",
        answers="Answers",
        api_hint="Nothing on this page is loaded from elsewhere. For machines: ",
        stale="out of date",
        not_compared="{waiting} reports came or were read anew since reports were last compared, "
        "and {stale} findings between reports are out of date: run gouji across.",
    ),
}
