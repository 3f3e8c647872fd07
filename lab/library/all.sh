# Everything a scenario may use. Runs in the guest, as root.
for part in network daemons tables servers pair bird systemd assertions narration; do
  . "$LAB/library/$part.sh"
done
unset part
