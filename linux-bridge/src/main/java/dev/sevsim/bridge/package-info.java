/**
 * The way of a program's system calls to a simulated host: a supervisor in C catches them, and a server gives them to a machine.
 *
 * <p>docs/linux-bridge.md describes the protocol and what programs can use.
 */
@NullMarked
package dev.sevsim.bridge;

import org.jspecify.annotations.NullMarked;
