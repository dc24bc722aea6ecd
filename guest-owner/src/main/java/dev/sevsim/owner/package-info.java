/**
 * What a guest owner does with files and frames: verify a platform, make a session, check a measurement, pack secrets.
 *
 * <p>Most users need {@link dev.sevsim.owner.GuestOwner} (on the bus) or {@link dev.sevsim.owner.ChainVerifier}, {@link
 * dev.sevsim.owner.LaunchSessionBuilder}, {@link dev.sevsim.owner.MeasurementCheck} and {@link
 * dev.sevsim.owner.SecretPackage} (one step at a time). Does not depend on the firmware, the host or the guest.
 */
@NullMarked
package dev.sevsim.owner;

import org.jspecify.annotations.NullMarked;
