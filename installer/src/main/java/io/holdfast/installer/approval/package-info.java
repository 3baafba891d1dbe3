/// Approvals of plans by SSH keys: signatures that OpenSSH makes and checks too.
@NullMarked
package io.holdfast.installer.approval;

import org.jspecify.annotations.NullMarked;
