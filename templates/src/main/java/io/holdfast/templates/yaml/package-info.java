/// YAML to records: every value knows its line and column, every mistake is reported at once.
@NullMarked
package io.holdfast.templates.yaml;

import org.jspecify.annotations.NullMarked;
