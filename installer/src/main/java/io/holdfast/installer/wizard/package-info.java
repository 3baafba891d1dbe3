/// The questions from bare machines to a running cluster, apart from how they are shown.
///
/// A [io.holdfast.installer.wizard.Wizard] walks through screens; each says what it asks, what it
/// shows, and what is checked when it is left. A [io.holdfast.installer.wizard.Skin] shows them and
/// takes the answers; a [io.holdfast.installer.wizard.Desk] is the program behind the questions.
/// All that is answered ends up in one `site.yaml`.
@NullMarked
package io.holdfast.installer.wizard;

import org.jspecify.annotations.NullMarked;
