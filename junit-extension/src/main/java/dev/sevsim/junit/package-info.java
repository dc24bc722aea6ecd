/** A JUnit 5 extension: a test asks for a {@link dev.sevsim.junit.SevSimulator} parameter and launches guests. */
@NullMarked
package dev.sevsim.junit;

import org.jspecify.annotations.NullMarked;
