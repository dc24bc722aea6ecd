package dev.sevsim.psp.keys;

import dev.sevsim.abi.cert.SevCertificate;

/**
 * Certificates that a platform keeps.
 *
 * @param oca signed by itself or, when externally owned, as its owner had it
 * @param pek signed by OCA and CEK
 * @param pdh signed by PEK
 */
public record IdentityCertificates(SevCertificate oca, SevCertificate pek, SevCertificate pdh) {}
