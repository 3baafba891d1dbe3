/// A small HTTP/1.1 client over any pair of streams: unix sockets here, relays through the host
/// runner in the installer.
@NullMarked
package io.holdfast.agent.http;

import org.jspecify.annotations.NullMarked;
