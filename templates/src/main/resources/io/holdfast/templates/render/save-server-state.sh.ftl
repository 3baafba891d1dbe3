#!/bin/sh
# Written by Holdfast. Asks the running HAProxy for the state of its servers and keeps it for the next
# start of its workers. Perl is there on every Debian; a client for unix sockets is not.
set -eu
umask 077
exec perl -MIO::Socket::UNIX -e '
  my ($socket, $file) = @ARGV;
  alarm 5;
  my $haproxy = IO::Socket::UNIX->new(Peer => $socket) or die "no answer at $socket: $!\n";
  $haproxy->print("show servers state\n");
  my @lines = <$haproxy>;
  die "no state in the answer\n" unless @lines && $lines[0] =~ /^1\s/;
  open(my $out, ">", "$file.new") or die "$file.new: $!\n";
  print $out @lines;
  close($out) or die "$file.new: $!\n";
  rename("$file.new", $file) or die "$file: $!\n";
' '${socket}' '${state}'
