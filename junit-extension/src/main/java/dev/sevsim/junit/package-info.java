/** A JUnit 5 extension: tests with a parameter {@link dev.sevsim.junit.SevSimulator} launch guests. */
@NullMarked
package dev.sevsim.junit;

import org.jspecify.annotations.NullMarked;
