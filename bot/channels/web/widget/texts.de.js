/** The chat's own words in German. */

export default {
  locale: "de-DE",
  open: "Chat öffnen",
  failed: "Der Chat lädt gerade nicht. Bitte versuchen Sie es noch einmal.",
  unread: (n) => (n === 1 ? "1 neue Nachricht" : `${n} neue Nachrichten`),
  title: "Kundenservice",
  panel: (shop) => `Chat mit ${shop}`,
  assistant: "Automatischer Assistent",
  you: "Sie",
  owner: { queue: "Sie warten auf jemanden aus unserem Team", agent: "Persönlich für Sie da", closed: "Gespräch beendet" },
  language: "Sprache",
  more: "Mehr",
  close: "Chat schließen",
  log: "Gesprächsverlauf",
  down: "Neue Nachrichten",
  today: "Heute",
  yesterday: "Gestern",
  write: "Ihre Nachricht",
  hint: "Nachricht schreiben",
  send: "Senden",
  attach: "Bild, Sprachnachricht oder PDF anhängen",
  mark: {
    sending: "Wird gesendet", waiting: "Wird gesendet, sobald Sie wieder verbunden sind",
    sent: "Gesendet", delivered: "Zugestellt", seen: "Gelesen", failed: "Nicht gesendet",
  },
  typing: (name) => (name ? `${name} schreibt` : "Der Assistent schreibt"),
  chosen: "ausgewählt",
  notice: {
    offline: "Die Verbindung ist unterbrochen und wird gerade wiederhergestellt. Was Sie schreiben, geht nicht verloren.",
    unreachable: "Der Chat ist gerade nicht erreichbar. Schreiben Sie ruhig: Ihre Nachricht geht los, sobald er wieder da ist.",
    tooLong: "Die Nachricht ist zu lang. Bitte kürzen Sie sie auf 20.000 Zeichen oder senden Sie sie in zwei Teilen.",
  },
  tryNow: "Jetzt versuchen",
  fine: "Verstanden",
  /** Fr., 27. November */
  day: (date) => date.toLocaleDateString("de", { weekday: "short", day: "numeric", month: "long" }),
};
