package io.holdfast.scheduler.gate;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// What a gate saw. `why` is one line with numbers for people; `raw` is the products' own answers,
/// kept in the run's folder.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Verdict.Met.class, name = "met"),
  @JsonSubTypes.Type(value = Verdict.NotYet.class, name = "not-yet"),
  @JsonSubTypes.Type(value = Verdict.Failed.class, name = "failed"),
})
public sealed interface Verdict {
  String why();

  String raw();

  record Met(String why, String raw) implements Verdict {}

  record NotYet(String why, String raw) implements Verdict {}

  /// Will not become true by waiting.
  record Failed(String why, String raw) implements Verdict {}
}
