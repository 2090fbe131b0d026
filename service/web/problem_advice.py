"""What a reader can do about a problem, in Chinese and English; the detail of a problem is for programs, in English."""

from __future__ import annotations

_BY_NAME: dict[str, tuple[str, str]] = {
    "query-rejected": (
        "查询写得不对，或者用了本服务不允许的写法。请按提示的行和列修改后重试。",
        "The query is not well formed, or asks what this service does not allow. Mend it where the message says.",
    ),
    "unknown-format": ("请从下列格式中选一种。", "Choose one of the formats that the message names."),
    "format-not-implemented": ("请用 json 或 xml。", "Ask for json or xml."),
    "unknown-time": (
        "请写 before、after，或者一个日期，如 2022-01-01。",
        "Give before, after, or a day such as 2022-01-01.",
    ),
    "update-refused": ("本服务的数据不能修改，只能查询。", "The data cannot be changed here, only queried."),
    "ambiguous-name": (
        "几个对象都叫这个名称。请从查找结果中选一个。",
        "Several things have this name. Choose one among what a search finds.",
    ),
    "too-many-to-draw": ("请缩小范围，或者下载数据。", "Choose a smaller part, or download the data."),
    "answer-too-large": ("请缩小范围，或者下载整个数据集。", "Ask for a smaller part, or download the dataset."),
    "query-timeout": (
        "查询用时太长。请加上条件缩小范围，或者加 LIMIT。",
        "The query takes too long. Narrow it with more conditions, or add LIMIT.",
    ),
    "still-preparing": (
        "服务刚刚启动，这一部分还没有准备好。SPARQL 查询已经可以使用。请稍后再试。",
        "The service has just started, and this part is not ready yet. SPARQL queries are. Try again in a while.",
    ),
    "nothing-to-check": (
        "检查只适用于本项目自己构建的数据。",
        "The checks are for builds of this project alone.",
    ),
    "checks-not-run": (
        "检查没有运行，因此没有结论。请告知本服务的管理者。",
        "The checks did not run, so nothing is known of what they would find. Tell whoever runs this service.",
    ),
}
_BY_STATUS: dict[int, tuple[str, str]] = {
    404: (
        "图谱只收录文件提到的内容，文件没有提到的这里也没有；也可能是地址写错了。可以查找名称，或从首页进入。",
        "The graph holds what papers speak of and nothing else, or the address is mistyped. Search, or start in front.",
    ),
    405: ("这个地址不支持这种操作。", "This address does not offer that."),
    406: ("请换一种格式。", "Choose another format."),
    429: ("查询用时已用完，请稍后再试。", "Your time for queries is used up; try again in a while."),
    503: ("服务暂时繁忙，请过几秒再试。", "The service is busy; try again in a few seconds."),
    504: ("请稍后再试。", "Try again in a while."),
}
_REQUEST = ("地址或参数有误，请检查后重试。", "The address or a parameter is wrong; check it and try again.")
_SERVICE = (
    "这是服务的错误，已经记录。请稍后再试。",
    "The fault is that of the service, and it is logged. Try again in a while.",
)
_FIRST_OF_SERVICE = 500


def advice_on(name: str, status: int) -> tuple[str, str]:
    """What to do about a problem of a name and a status, in Chinese and in English."""
    return _BY_NAME.get(name) or _BY_STATUS.get(status) or (_SERVICE if status >= _FIRST_OF_SERVICE else _REQUEST)
