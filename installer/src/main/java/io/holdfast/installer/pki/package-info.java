/// The site's own certificate authority.
@NullMarked
package io.holdfast.installer.pki;

import org.jspecify.annotations.NullMarked;
