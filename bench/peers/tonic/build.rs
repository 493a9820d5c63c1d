fn main() -> Result<(), Box<dyn std::error::Error>> {
    let protos = "../../stack";
    tonic_build::configure()
        .build_client(false)
        .compile_protos(&[format!("{protos}/echo.proto")], &[protos])?;
    Ok(())
}
