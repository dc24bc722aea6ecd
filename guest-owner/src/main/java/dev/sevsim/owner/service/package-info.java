/**
 * The guest owner as a service for many launches: policies of images, sessions that are good for one launch, and their
 * store.
 *
 * <p>Start with {@link dev.sevsim.owner.service.AttestationService}; it does not depend on how requests arrive.
 */
@NullMarked
package dev.sevsim.owner.service;

import org.jspecify.annotations.NullMarked;
