/** The demos of the command line. */
@NullMarked
package dev.sevsim.cli.demo;

import org.jspecify.annotations.NullMarked;
