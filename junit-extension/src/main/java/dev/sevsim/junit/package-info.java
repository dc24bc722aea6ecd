/**
 * A JUnit 5 extension: tests with a parameter {@link dev.sevsim.junit.SevSimulator} launch guests, and {@link
 * dev.sevsim.junit.ScenarioTest} runs scenarios of files.
 */
@NullMarked
package dev.sevsim.junit;

import org.jspecify.annotations.NullMarked;
