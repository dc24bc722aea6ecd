package dev.sevsim.bus.frame;

/** Anything that travels on a link: a record with {@link Payload}, and a constant of {@link FrameType} with its codec. */
public sealed interface Frame
        permits MailboxCommand,
                MailboxResponse,
                DeviceCall,
                DeviceResult,
                VcpuEntry,
                VcpuExit,
                VcpuReset,
                PlatformCertificates,
                LaunchBundle,
                LaunchMeasurement,
                LaunchSecretPacket,
                OwnerRefusal,
                Notice {
    /** The wire code of this frame. */
    FrameType type();
}
