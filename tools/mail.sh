# Read by tools/test.sh: the servers the e-mail tests start on loopback, each in a folder of its own.
# Not installed: the tests say so, and fail in CI.

install_mail() {
  local found
  found=$(PATH=$PATH:/usr/sbin; { command -v dovecot exim4 || true; } | wc -l)  # none is no error
  if [ "$found" -lt 2 ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Dovecot and Exim from the system's packages"
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends \
        dovecot-imapd exim4-daemon-light openssl; } >var/log/mail.log 2>&1 \
      || echo "They could not be installed (see var/log/mail.log)."
  fi
  (PATH=$PATH:/usr/sbin
   if command -v dovecot exim4 >/dev/null; then echo "Dovecot $(dovecot --version | cut -d' ' -f1), Exim"
   else echo "No Dovecot and Exim here: their tests say so."; fi)
}
