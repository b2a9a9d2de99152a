/** The chat's own words in English. */

export default {
  locale: "en-GB",
  open: "Open chat",
  failed: "The chat is not loading just now. Please try again.",
  unread: (n) => (n === 1 ? "1 new message" : `${n} new messages`),
  title: "Customer service",
  panel: (shop) => `Chat with ${shop}`,
  assistant: "Automatic assistant",
  you: "You",
  owner: { queue: "Waiting for a person", agent: "Here in person", closed: "Conversation ended" },
  language: "Language",
  more: "More",
  close: "Close chat",
  log: "Conversation",
  down: "New messages",
  today: "Today",
  yesterday: "Yesterday",
  write: "Your message",
  hint: "Write a message",
  send: "Send",
  attach: "Attach a picture, voice note or PDF",
  mark: {
    sending: "Sending", waiting: "Will be sent once you are back online",
    sent: "Sent", delivered: "Delivered", seen: "Seen", failed: "Not sent",
  },
  typing: (name) => (name ? `${name} is typing` : "The assistant is typing"),
  chosen: "chosen",
  notice: {
    offline: "The connection dropped and is being restored. Nothing you write will be lost.",
    unreachable: "The chat cannot be reached just now. Go ahead and write: your message will go out as soon as it is back.",
    tooLong: "This message is too long. Please shorten it to 20,000 characters or send it in two parts.",
  },
  tryNow: "Try now",
  fine: "Got it",
  /** Fri 27 Nov */
  day: (date) => date.toLocaleDateString("en-GB", { weekday: "short", day: "numeric", month: "short" }).replace(",", ""),
};
