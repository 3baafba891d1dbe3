/// Documents for people who decide about a change or look back at one: single HTML files that need
/// nothing else.
@NullMarked
package io.holdfast.installer.document;

import org.jspecify.annotations.NullMarked;
