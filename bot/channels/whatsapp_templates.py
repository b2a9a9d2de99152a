"""The templates of a WhatsApp account: asked for page by page, read into our words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from bot.channels import meta
from bot.channels.contract import Account, Template, TemplatePage, TemplateState
from bot.channels.reading import body_of
from bot.channels.template_texts import PLACE, names, places

FIELDS = "name,language,status,category,components,rejected_reason,parameter_format"
STATES = {"APPROVED": TemplateState.APPROVED, "PENDING": TemplateState.SUBMITTED,
          "IN_APPEAL": TemplateState.SUBMITTED, "REJECTED": TemplateState.REJECTED}
GONE = ("DELETED", "PENDING_DELETION")
# Buttons that need a value of their own with every message.
WITH_VALUE = ("OTP", "COPY_CODE", "FLOW", "CATALOG", "MPM")


def list_templates(account: Account, after: str) -> httpx.Request | None:
    """GET /{version}/{WhatsApp Business Account id}/message_templates."""
    if not account.values.get("waba_id"):
        return None
    return httpx.Request(
        "GET", f"{account['api_url']}/{account['version']}/{account['waba_id']}/message_templates",
        headers=meta.bearer(account),
        params={"fields": FIELDS, "limit": "100", **({"after": after} if after else {})})


def read_templates(response: httpx.Response) -> TemplatePage:
    """The page's templates but those that are being deleted."""
    body = body_of(response)
    paging = body.get("paging", {})
    after = paging.get("cursors", {}).get("after", "") if paging.get("next") else ""
    return TemplatePage(
        tuple(_template(row) for row in body.get("data", []) if row["status"] not in GONE), after)


def _template(row: Mapping[str, Any]) -> Template:
    parts = row.get("components", [])
    body = next((part.get("text", "") for part in parts if part.get("type") == "BODY"), "")
    state = STATES.get(row["status"], TemplateState.PAUSED)
    why = {TemplateState.REJECTED: str(row.get("rejected_reason", "")),
           TemplateState.PAUSED: str(row["status"])}
    return Template(row["name"], row["language"], str(row.get("category", "")).lower(), body,
                    state, why.get(state, "").replace("_", " ").lower(), _fits(row, parts, body))


def _fits(row: Mapping[str, Any], parts: list[Mapping[str, Any]], body: str) -> bool:
    """Whether values in the body, numbered or named, are all it needs."""
    named = row.get("parameter_format") == "NAMED"
    if "{{" in PLACE.sub("", body) or names(body) != (places(body) if named else []):
        return False
    heads = [part for part in parts if part.get("type") == "HEADER"]
    if any(head.get("format") != "TEXT" or "{{" in head.get("text", "") for head in heads):
        return False
    buttons = [button for part in parts for button in part.get("buttons", [])]
    return not any(button.get("type") in WITH_VALUE or "{{" in button.get("url", "")
                   for button in buttons)
