/// What each host of a site shall look like: installed copies, files, packages and units, from
/// site, manifest and templates.
@NullMarked
package io.holdfast.scheduler.platform;

import org.jspecify.annotations.NullMarked;
