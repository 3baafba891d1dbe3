package io.holdfast.templates.yaml;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// What a key means when it is left out, written as YAML: `@Default("80")`, `@Default("[]")`,
/// `@Default("{}")`. A component without it (and not `Optional`) must be given.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {
  String value();
}
