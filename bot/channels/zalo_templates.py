"""The templates of a Zalo Official Account (ZBS, formerly ZNS): listed, then asked one by one.

Zalo tells their names and what their values are called, not their words: agents see both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import httpx

from bot.channels.contract import Account, Outgoing, Template, TemplatePage, TemplateState
from bot.channels.reading import body_of
from bot.channels.template_texts import names

PAGE = 100
STATES = {"ENABLE": TemplateState.APPROVED, "PENDING_REVIEW": TemplateState.SUBMITTED,
          "REJECT": TemplateState.REJECTED}
GONE = "DELETE"
CATEGORIES = {"OTP": "authentication", "PROMOTION": "marketing"}  # all others: utility


def list_templates(account: Account, after: str) -> httpx.Request:
    """GET /template/all, a hundred at a time; `after` is where the page begins."""
    return _asking(account, "all", {"offset": after or "0", "limit": str(PAGE)})


def read_templates(response: httpx.Response) -> TemplatePage:
    """The page's templates but those that are deleted."""
    body = body_of(response)
    rows = body.get("data") or []
    end = int(response.request.url.params["offset"]) + len(rows)
    more = bool(rows) and end < (body.get("metadata") or {}).get("total", 0)
    return TemplatePage(tuple(_template(row) for row in rows if row["status"] != GONE),
                        str(end) if more else "")


def _template(row: Mapping[str, Any]) -> Template:
    state = STATES.get(row["status"], TemplateState.PAUSED)
    why = str(row["status"]).replace("_", " ").lower() if state is TemplateState.PAUSED else ""
    return Template(str(row["templateId"]), "vi", "", str(row["templateName"]), state, why)


def ask_template(account: Account, listed: Template) -> httpx.Request:
    """GET /template/info/v2: what its values are called."""
    return _asking(account, "info/v2", {"template_id": listed.name})


def read_template(response: httpx.Response, listed: Template) -> Template:
    """Its name, and a line for every value it cannot be without."""
    about = body_of(response).get("data") or {}
    needed = [str(one["name"]) for one in about.get("listParams") or [] if one.get("require", True)]
    body = "\n".join([listed.body, *(f"{name}: {{{{{name}}}}}" for name in needed)])
    return replace(
        listed, body=body, category=CATEGORIES.get(about.get("templateTag", ""), "utility"),
        fits=names(body) == list(dict.fromkeys(needed)))


def send_template(out: Outgoing, account: Account) -> httpx.Request:
    """POST /v3.0/oa/message/template: to the person's id at Zalo, whenever they last wrote."""
    given = out.part.template or {}
    values = dict(zip(given.get("names", ()), given.get("values", ()), strict=True))
    return httpx.Request(
        "POST", f"{account['api_url']}/v3.0/oa/message/template",
        headers={"access_token": account["access_token"]},
        json={"user_id": out.to, "template_id": given["name"], "template_data": values})


def _asking(account: Account, what: str, values: Mapping[str, str]) -> httpx.Request:
    return httpx.Request("GET", f"{account['business_url']}/template/{what}", params=values,
                         headers={"access_token": account["access_token"]})
