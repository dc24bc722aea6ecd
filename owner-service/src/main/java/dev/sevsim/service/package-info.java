/** The attestation service over HTTP: its policy file, its messages as JSON, its server and its audit log. */
@NullMarked
package dev.sevsim.service;

import org.jspecify.annotations.NullMarked;
