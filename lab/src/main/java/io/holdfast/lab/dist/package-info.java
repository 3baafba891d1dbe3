/// What is handed out: the runtime of the agent, and the program for machines without Java.
@NullMarked
package io.holdfast.lab.dist;

import org.jspecify.annotations.NullMarked;
