/// What runs on a host itself: the Holdfast agent and the systemd units of the products.
@NullMarked
package io.holdfast.scheduler.service;

import org.jspecify.annotations.NullMarked;
