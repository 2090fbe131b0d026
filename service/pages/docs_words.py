"""What each operation of the API is called in Chinese, and in English where its summary there is only a name."""

from __future__ import annotations

_SUMMARIES: dict[tuple[str, str], tuple[str, str]] = {
    ("GET", "/problem/{name}"): ("说明一类错误", ""),
    ("GET", "/"): ("首页", ""),
    ("GET", "/health"): ("服务是否可用", ""),
    ("GET", "/class/{name}"): ("列出一类对象", ""),
    ("GET", "/sparql"): ("用 GET 查询", "Query by GET"),
    ("POST", "/sparql"): ("用 POST 查询", "Query by POST"),
    ("POST", "/sparql/check"): ("检查查询，不运行", "Check a query without running it"),
    ("GET", "/sparql/terms"): ("编辑器可补全的词", "The words that an editor completes"),
    ("GET", "/.well-known/void"): ("数据集说明（VoID）", ""),
    ("GET", "/api/v1/search"): ("按名称、拼音或原文查找", "Search names, pinyin and the words of papers"),
    ("GET", "/api/v1/lookup"): ("查一个名称、代码或 IRI 指什么", "Look up what a name, a code or an IRI means"),
    ("POST", "/api/v1/lookup"): ("一次查多个名称", "Look up many names"),
    ("GET", "/api/v1/lineage/{id}"): ("一个区域或牌子的沿革", "The lineage of a zone or a plate"),
    ("GET", "/api/v1/state"): ("某一时点的状态", "What stands before, after, or on a day"),
    ("GET", "/api/v1/paths"): ("两个对象之间的路径", "Paths between two things"),
    ("GET", "/api/v1/neighbours"): ("一个对象周围的关系", "What lies around a thing"),
    ("GET", "/api/v1/similar"): ("有共同关联的对象", "Things that share neighbours"),
    ("GET", "/api/v1/relations"): ("列出各种关系", ""),
    ("GET", "/reconcile"): ("对齐服务说明，或对齐", ""),
    ("POST", "/reconcile"): ("批量对齐或补充（0.2，表单）", ""),
    ("POST", "/reconcile/match"): ("批量对齐（1.0 草案，JSON）", ""),
    ("GET", "/reconcile/suggest/entity"): ("提示对象", ""),
    ("GET", "/reconcile/suggest/property"): ("提示属性", ""),
    ("GET", "/reconcile/suggest/type"): ("提示类型", ""),
    ("GET", "/reconcile/properties"): ("一类对象的属性", ""),
    ("GET", "/reconcile/preview"): ("预览一个对象", ""),
    ("GET", "/export/{name}"): ("导出文件", ""),
    ("GET", "/api/v1/graph"): ("画网络的一部分", ""),
    ("GET", "/search"): ("按名称和原文查找", ""),
    ("GET", "/explore"): ("一个对象的图景", ""),
    ("GET", "/explore/{path}"): ("一个对象的图景", ""),
    ("GET", "/lineage"): ("整合前、变动、整合后", ""),
    ("GET", "/read"): ("列出文件", ""),
    ("GET", "/read/{paper}"): ("阅读一份文件", ""),
    ("GET", "/read/{paper}/claims"): ("一段原文的陈述", ""),
    ("GET", "/compare"): ("并列比较", ""),
    ("GET", "/embed"): ("嵌入代码", ""),
    ("GET", "/embed/card/{path}"): ("供嵌入的概览", ""),
    ("GET", "/embed/explore"): ("供嵌入的图景", ""),
    ("GET", "/embed/explore/{path}"): ("供嵌入的图景", ""),
    ("GET", "/embed/lineage"): ("供嵌入的沿革", ""),
    ("GET", "/embed/lineage/{path}"): ("供嵌入的沿革", ""),
    ("GET", "/embed/compare"): ("供嵌入的对比", ""),
    ("GET", "/embed/compare/{path}"): ("供嵌入的对比", ""),
    ("GET", "/embed/read/{path}"): ("供嵌入的一句原文", ""),
    ("GET", "/oembed"): ("一个页面的嵌入方式（oEmbed）", ""),
    ("GET", "/ask"): ("填空提问", "Ask by filling in a form"),
    ("GET", "/checks"): ("检查结果", ""),
    ("GET", "/ontology"): ("本体及其全部术语", ""),
    ("GET", "/ontology/{name}"): ("本体的一个术语", ""),
    ("GET", "/ontology/vocab/{slug}"): ("一个词表及其概念", ""),
    ("GET", "/id/{path}"): ("一个对象的全部陈述", ""),
    ("GET", "/vocab/{path}"): ("一个词表或概念", ""),
    ("GET", "/rule/{path}"): ("一条推导规则", ""),
    ("GET", "/{path}"): ("项目的其他 IRI", ""),
}
_RELATIONS = "/api/v1/relations/"


def summary_of(method: str, path: str, summary: str, description: str) -> tuple[str, str]:
    """The summary of an operation in Chinese and English; the Chinese one is empty where nobody wrote it.

    summary, description: what OpenAPI has; the description of a relation is its Chinese summary.
    """
    if path.startswith(_RELATIONS):
        return description, summary
    zh, en = _SUMMARIES.get((method, path), ("", ""))
    return zh, en or summary
