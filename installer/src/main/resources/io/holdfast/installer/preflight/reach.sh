# Whether hosts reach each other, with nothing written: a short-lived listener on each free port, and
# connections from every other host that must bring back a word only the listener knows. Arguments:
# listen|connect, seconds, word, then PROTOCOL:ADDRESS:PORT each.
#
# The listener says busy or free for each port, then ready, and ends when its input ends. The other side
# says open, other (somebody else answers), refused or silent for each target, then end.
command -v perl >/dev/null || { echo missing perl; echo ready; echo end; exit 0; }
exec perl /dev/fd/3 "$@" 3<<'PERL'
use strict;
use warnings;
use Socket qw(:all);
use Errno qw(EINPROGRESS ECONNREFUSED);
use Fcntl;
$| = 1;
my ($mode, $seconds, $word, @targets) = @ARGV;
my $deadline = time + $seconds;

sub fresh {
  my ($protocol) = @_;
  my $tcp = $protocol eq 'tcp';
  socket(my $socket, PF_INET, $tcp ? SOCK_STREAM : SOCK_DGRAM, 0) or return;
  fcntl($socket, F_SETFL, fcntl($socket, F_GETFL, 0) | O_NONBLOCK);
  return $socket;
}

sub listener {
  my ($protocol, $address, $port) = @_;
  my $socket = fresh($protocol) or return;
  setsockopt($socket, SOL_SOCKET, SO_REUSEADDR, pack('l', 1)) if $protocol eq 'tcp';
  bind($socket, pack_sockaddr_in($port, inet_aton($address))) or return;
  listen($socket, 64) or return if $protocol eq 'tcp';
  return $socket;
}

sub answer {
  my ($protocol, $socket) = @_;
  if ($protocol eq 'tcp') {
    accept(my $client, $socket) or return;
    syswrite($client, $word);
    close($client);
  } else {
    my $from = recv($socket, my $text, 64, 0);
    send($socket, $word, 0, $from) if defined $from;
  }
}

sub listen_on_all {
  my %open;
  for my $target (@targets) {
    my ($protocol, $address, $port) = split /:/, $target;
    my $socket = listener($protocol, $address, $port);
    print(($socket ? 'free' : 'busy') . " $target\n");
    $open{fileno($socket)} = [$protocol, $socket] if $socket;
  }
  print "ready\n";
  while (time < $deadline) {
    my $ready = '';
    vec($ready, $_, 1) = 1 for keys %open, fileno(STDIN);
    next unless select($ready, undef, undef, 1) > 0;
    last if vec($ready, fileno(STDIN), 1) && !sysread(STDIN, my $ignored, 64);
    for my $number (keys %open) {
      answer(@{$open{$number}}) if vec($ready, $number, 1);
    }
  }
}

sub begin {
  my ($target) = @_;
  my ($protocol, $address, $port) = split /:/, $target;
  my $socket = fresh($protocol) or return;
  my $done = connect($socket, pack_sockaddr_in($port, inet_aton($address)));
  if (!$done && $! != EINPROGRESS) {
    print(($! == ECONNREFUSED ? 'refused' : 'silent') . " $target\n");
    return;
  }
  send($socket, 'hello', 0) if $protocol eq 'udp';
  return $socket;
}

# What a socket says once it can be read: the word, something else, or an error.
sub outcome {
  my ($socket, $is_over) = @_;
  my $error = unpack('i', getsockopt($socket, SOL_SOCKET, SO_ERROR));
  return $error == ECONNREFUSED ? 'refused' : 'silent' if $error;
  my $count = sysread($socket, my $text, 64);
  return 'open' if $count && $text eq $word;
  return $! == ECONNREFUSED ? 'refused' : 'silent' if !defined $count && !$is_over;
  return 'other';
}

sub connect_to_all {
  my %waiting;
  for my $target (@targets) {
    my $socket = begin($target);
    $waiting{fileno($socket)} = [$target, $socket] if $socket;
  }
  while (%waiting && time < $deadline) {
    my $ready = '';
    vec($ready, $_, 1) = 1 for keys %waiting;
    next unless select($ready, undef, undef, 0.25) > 0;
    for my $number (keys %waiting) {
      next unless vec($ready, $number, 1);
      my ($target, $socket) = @{delete $waiting{$number}};
      print outcome($socket) . " $target\n";
      close($socket);
    }
  }
  for my $entry (values %waiting) {
    my ($target, $socket) = @$entry;
    my $connected = $target =~ /^tcp/ && getpeername($socket);
    print(($connected ? 'other' : 'silent') . " $target\n");
  }
  print "end\n";
}

$mode eq 'listen' ? listen_on_all() : connect_to_all();
PERL
