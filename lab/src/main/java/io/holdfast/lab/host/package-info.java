/// Practice hosts: Debian machines with systemd and sshd as containers of this one.
@NullMarked
package io.holdfast.lab.host;

import org.jspecify.annotations.NullMarked;
