/// The site's secrets in one encrypted file, and what makes them.
@NullMarked
package io.holdfast.installer.vault;

import org.jspecify.annotations.NullMarked;
