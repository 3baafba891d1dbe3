/// Where a bundle's contents come from: files, folders, the distribution's packages.
@NullMarked
package io.holdfast.bundle.source;

import org.jspecify.annotations.NullMarked;
