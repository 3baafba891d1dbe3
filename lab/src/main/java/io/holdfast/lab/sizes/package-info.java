/// How time and memory grow with the number of hosts of a site, without any host.
@NullMarked
package io.holdfast.lab.sizes;

import org.jspecify.annotations.NullMarked;
