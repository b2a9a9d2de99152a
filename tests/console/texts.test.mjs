// The three languages say the same things, and nothing is asked for that nobody wrote.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { KEYS } from "../../handoff/console/static/keys.js";

const room = new URL("../../handoff/console/", import.meta.url);
const read = (path) => readFileSync(new URL(path, room), "utf8");

/** The little YAML we write: two-space steps, strings, and one-line maps. */
function parse(text) {
  const found = new Map(), path = [];
  for (const line of text.split("\n")) {
    const [, space, key, value] = line.match(/^( *)(\w+):\s*(.*)$/) ?? [];
    if (!key) continue;
    path.length = space.length / 2;
    path.push(key);
    const inline = value.match(/^\{(\w+:.*)\}$/);
    const parts = inline ? inline[1].split(/, (?=\w+: )/).map((part) => part.match(/^(\w+): (.*)$/).slice(1)) : value ? [["", value]] : [];
    for (const [name, words] of parts) found.set([...path, name].filter(Boolean).join("."), words.replace(/^"|"$/g, ""));
  }
  return found;
}

const texts = Object.fromEntries(["de", "vi", "en"].map((language) => [language, parse(read(`texts/${language}.yml`))]));
const slots = (words) => [...new Set(words.match(/\{\w+\}/g) ?? [])].sort();

test("every language has every key, with the same places to fill in", () => {
  for (const language of ["de", "vi"]) {
    assert.deepEqual([...texts[language].keys()], [...texts.en.keys()]);
    for (const [key, words] of texts.en) assert.deepEqual(slots(texts[language].get(key)), slots(words), `${language} ${key}`);
  }
  assert.ok(texts.en.size > 350);
});

test("what scripts and pages ask for is there", () => {
  const has = (key) => texts.en.has(key) || [...texts.en.keys()].some((known) => known.startsWith(`${key}.`));
  const asked = new Set(KEYS.flatMap(({ action, group }) => [`keys.${action}`, `keys.groups.${group}`]));
  for (const name of readdirSync(new URL("static/", room)).filter((file) => file.endsWith(".js")))
    for (const [, key] of read(`static/${name}`).matchAll(/(?:\bt|withTime)\("([a-z_]+(?:\.\w+)+)"/g)) asked.add(key);
  for (const name of readdirSync(new URL("templates/", room)))
    for (const [, key] of read(`templates/${name}`).matchAll(/\bt\.([a-z_]+(?:\.\w+)+)/g)) asked.add(key);
  assert.deepEqual([...asked].filter((key) => !has(key)), []);
  assert.ok(asked.size > 120);
});
