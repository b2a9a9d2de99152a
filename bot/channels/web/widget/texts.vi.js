/** The chat's own words in Vietnamese. */

export default {
  locale: "vi-VN",
  open: "Mở khung chat",
  failed: "Chưa mở được chat. Bạn thử lại giúp nhé.",
  unread: (n) => `${n} tin nhắn mới`,
  title: "Hỗ trợ khách hàng",
  panel: (shop) => `Trò chuyện với ${shop}`,
  assistant: "Trợ lý tự động",
  you: "Bạn",
  owner: { queue: "Đang chờ nhân viên", agent: "Nhân viên hỗ trợ", closed: "Đã kết thúc" },
  language: "Ngôn ngữ",
  more: "Thêm",
  close: "Đóng khung chat",
  log: "Nội dung trò chuyện",
  down: "Tin nhắn mới",
  today: "Hôm nay",
  yesterday: "Hôm qua",
  write: "Tin nhắn của bạn",
  hint: "Nhập tin nhắn",
  send: "Gửi",
  attach: "Đính kèm ảnh, tin nhắn thoại hoặc PDF",
  mark: {
    sending: "Đang gửi", waiting: "Sẽ gửi ngay khi có mạng trở lại",
    sent: "Đã gửi", delivered: "Đã nhận", seen: "Đã xem", failed: "Chưa gửi được",
  },
  typing: (name) => (name ? `${name} đang nhập` : "Trợ lý đang trả lời"),
  chosen: "đã chọn",
  notice: {
    offline: "Mất kết nối, đang thử nối lại. Tin bạn viết không bị mất đâu.",
    unreachable: "Hiện chưa vào được chat. Bạn cứ viết trước, tin sẽ được gửi ngay khi có kết nối.",
    tooLong: "Tin nhắn dài quá. Bạn rút gọn còn 20.000 ký tự hoặc chia làm hai tin nhé.",
  },
  tryNow: "Thử lại ngay",
  fine: "Đã hiểu",
  /** thứ Sáu, 27/11 */
  day: (date) => `${date.toLocaleDateString("vi", { weekday: "long" }).replace("T", "t")}, ${date.getDate()}/${date.getMonth() + 1}`,
};
