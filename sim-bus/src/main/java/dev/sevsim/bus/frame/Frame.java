package dev.sevsim.bus.frame;

/** Anything that travels on a link. Each record states its own fields; {@link FrameType} gives the wire codes. */
public sealed interface Frame
        permits MailboxCommand,
                MailboxResponse,
                DeviceCall,
                DeviceResult,
                VcpuEntry,
                VcpuExit,
                PlatformCertificates,
                LaunchBundle,
                LaunchMeasurement,
                LaunchSecretPacket,
                OwnerRefusal,
                Notice {
    /** The wire code of this frame. */
    FrameType type();
}
