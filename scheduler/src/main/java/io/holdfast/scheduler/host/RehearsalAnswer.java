package io.holdfast.scheduler.host;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// How a rehearsal on a host ended. Nothing of it is left on the host by then.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = RehearsalAnswer.Held.class, name = "held"),
  @JsonSubTypes.Type(value = RehearsalAnswer.NotHeld.class, name = "not-held"),
  @JsonSubTypes.Type(value = RehearsalAnswer.Failed.class, name = "failed"),
})
public sealed interface RehearsalAnswer {
  /// How the words of a step begin that found no host to hold it.
  String NOT_REHEARSED = "not rehearsed: ";

  /// Both versions came up with the state.
  record Held(Seen before, Seen after) implements RehearsalAnswer {}

  /// The host could not hold it, for lack of memory for example: that says nothing about the state.
  record NotHeld(String why) implements RehearsalAnswer {}

  /// A version did not bear the state; `evidence` is the end of its own log.
  record Failed(String what, String evidence) implements RehearsalAnswer {}

  /// What a process said: its version, and how many durable things it holds, as a survey writes
  /// them.
  record Seen(String version, String counts) {}
}
