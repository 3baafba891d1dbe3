/// What a bundle says it holds: components, images and the blobs they are made of.
@NullMarked
package io.holdfast.bundle.manifest;

import org.jspecify.annotations.NullMarked;
