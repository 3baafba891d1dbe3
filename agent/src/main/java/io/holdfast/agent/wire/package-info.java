/// How the controller and a host runner talk: frames, streams with credits, and the session of the
/// controller's side.
@NullMarked
package io.holdfast.agent.wire;

import org.jspecify.annotations.NullMarked;
