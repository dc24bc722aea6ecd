package dev.sevsim.abi.image;

import dev.sevsim.abi.Guid;

/**
 * GUIDs of the table at the end of an OVMF image.
 *
 * <p>Source: docs/reference/ovmf-guest.md section 3.3.
 */
public final class OvmfTableGuid {
    public static final Guid FOOTER = Guid.of("96b582de-1fb2-45f7-baea-a366c55a082d");
    public static final Guid SEV_ES_RESET_BLOCK = Guid.of("00f771de-1a7e-4fcb-890e-68c77e2fb44e");
    public static final Guid SECRET_BLOCK = Guid.of("4c2eb361-7d9b-4cc3-8081-127c90d3d294");
    public static final Guid HASH_TABLE_BLOCK = Guid.of("7255371f-3a3b-4b04-927b-1da6efa8d454");
    public static final Guid SEV_METADATA = Guid.of("dc886566-984a-4798-a75e-5585a7bf67cc");
    public static final Guid TDX_METADATA = Guid.of("e47a6535-984a-4798-865e-4685a7bf8ec2");
    public static final Guid IGVM_METADATA = Guid.of("784fa70e-3176-4677-8a20-04b68699e374");
    public static final Guid SVSM_INFO = Guid.of("a789a612-0597-4c4b-a49f-cbb1fe9d1ddd");

    private OvmfTableGuid() {}
}
