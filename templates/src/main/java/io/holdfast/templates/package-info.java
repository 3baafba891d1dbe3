/// The typed site model, its YAML binder, the error family and every generated file.
@NullMarked
package io.holdfast.templates;

import org.jspecify.annotations.NullMarked;
