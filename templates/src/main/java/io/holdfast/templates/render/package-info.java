/// Every file Holdfast writes on a host, from one model of site, host and vendor settings.
@NullMarked
package io.holdfast.templates.render;

import org.jspecify.annotations.NullMarked;
