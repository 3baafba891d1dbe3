/// What a run did, from the files it left: for people who look back, and for those who check.
@NullMarked
package io.holdfast.installer.report;

import org.jspecify.annotations.NullMarked;
