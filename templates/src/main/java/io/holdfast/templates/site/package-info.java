/// The customer's side: `site.yaml` as records, and what makes one valid.
@NullMarked
package io.holdfast.templates.site;

import org.jspecify.annotations.NullMarked;
