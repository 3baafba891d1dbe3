/// The vendor's side: settings of the platform and the services that run on it.
@NullMarked
package io.holdfast.templates.vendor;

import org.jspecify.annotations.NullMarked;
