package dev.sevsim.owner.service;

import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.bus.frame.PlatformCertificates;

/**
 * A host asks for a launch bundle.
 *
 * @param image name of the image
 * @param policy the policy that the launch is to have
 * @param certificates of the platform
 */
public record BundleRequest(String image, GuestPolicy policy, PlatformCertificates certificates) {}
