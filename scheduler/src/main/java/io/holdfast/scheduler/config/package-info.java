/// What a plan changes in the files that Holdfast generates, line by line, without a secret.
@NullMarked
package io.holdfast.scheduler.config;

import org.jspecify.annotations.NullMarked;
