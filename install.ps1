# Installs what LivePerformer needs on Windows, Linux or macOS, then restores and builds it.
#   ./install.ps1               do it                     ./install.ps1 -WhatIf       only say what would be done
#   ./install.ps1 -SkipNative   leave the system alone    ./install.ps1 -Project PATH build only this project or solution
# .NET calls and core commands only: so it runs in Windows PowerShell 5.1, in PowerShell 7 and in a hosted engine without modules.
param(
    [switch]$WhatIf,
    [switch]$SkipNative,
    [string]$Project = ''
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false   # exit codes are read in Invoke-Tool, which names the command

$root = $PSScriptRoot
$summary = [System.Collections.Generic.List[string]]::new()

function Write-Line([string]$text) { [Console]::WriteLine($text) }

function Add-Summary([string]$step, [string]$text) { $summary.Add(('  {0,-8} {1}' -f $step, $text)) }

function Test-System([string]$name) {
    [System.Runtime.InteropServices.RuntimeInformation]::IsOSPlatform([System.Runtime.InteropServices.OSPlatform]::Create($name))
}

function Test-Tool([string]$name) { $null -ne (Get-Command -Name $name -CommandType Application -ErrorAction SilentlyContinue) }

# Runs a tool that only looks; returns its lines, and an empty list where it fails or is absent.
function Read-Tool([string]$tool, [string[]]$arguments) {
    if (-not (Test-Tool $tool)) { return @() }
    $ErrorActionPreference = 'Continue'
    $lines = @(& $tool @arguments 2>$null)
    if ($LASTEXITCODE -ne 0) { return @() }
    return $lines
}

# Runs a tool that changes something, or under -WhatIf says so. One clear line when it fails.
function Invoke-Tool([string]$step, [string]$tool, [string[]]$arguments, [string]$remedy) {
    $line = (@($tool) + $arguments) -join ' '
    if ($WhatIf) {
        Write-Line "would run: $line"
        return
    }

    Write-Line "running: $line"
    $ErrorActionPreference = 'Continue'
    & $tool @arguments 2>&1 | ForEach-Object { Write-Line "$_" }
    if ($LASTEXITCODE -ne 0) { throw "$step failed: '$line' ended with exit code $LASTEXITCODE; $remedy" }
}

function Get-SdkRemedy {
    if (Test-System 'WINDOWS') { return 'run: winget install Microsoft.DotNet.SDK.10' }
    if (Test-System 'OSX') { return 'run: brew install dotnet-sdk, or see https://dot.net/download' }
    return 'see https://learn.microsoft.com/dotnet/core/install/linux'
}

# The newest installed SDK that global.json accepts: the same major and minor version, not older (rollForward: latestFeature).
function Get-Sdk {
    $file = [System.IO.Path]::Combine($root, 'global.json')
    if (-not [System.IO.File]::Exists($file)) { throw "SDK: no global.json beside install.ps1; run it from a complete checkout" }
    if ([System.IO.File]::ReadAllText($file) -notmatch '"version"\s*:\s*"(\d+\.\d+\.\d+)"') { throw "SDK: $file names no version; restore it: git checkout global.json" }
    $wanted = [version]$Matches[1]
    if (-not (Test-Tool 'dotnet')) { throw "SDK: no dotnet on PATH, the .NET SDK $wanted or newer is needed; $(Get-SdkRemedy)" }

    $installed = @(Read-Tool 'dotnet' @('--list-sdks') | Where-Object { $_ -match '^(\d+\.\d+\.\d+) ' } | ForEach-Object { [version]($_ -split ' ')[0] })
    $fitting = @($installed | Where-Object { $_.Major -eq $wanted.Major -and $_.Minor -eq $wanted.Minor -and $_ -ge $wanted } | Sort-Version)
    if ($fitting.Count -eq 0) {
        $found = 'none'
        if ($installed.Count -gt 0) { $found = $installed -join ', ' }
        throw "SDK: the .NET SDK $wanted or a newer $($wanted.Major).$($wanted.Minor) is needed, installed: $found; $(Get-SdkRemedy)"
    }

    Write-Line "SDK $($fitting[-1]) found"
    Add-Summary 'SDK' "$($fitting[-1]) (global.json asks for $wanted or a newer $($wanted.Major).$($wanted.Minor))"
}

function Sort-Version {
    $versions = [version[]]@($input)
    [Array]::Sort($versions)
    return $versions
}

# What the package managers of Linux call the sound server and the native toolchain, and how they answer "is it there?".
function Get-PackageManager {
    $managers = @(
        @{ Tool = 'apt-get'; Jack = 'jackd2'; PipeWire = 'pipewire-jack'; Native = @('clang', 'zlib1g-dev')
           Query = 'dpkg-query'; QueryArguments = @('-W', '-f=${Status}'); Refresh = @('update'); Install = @('install', '-y', '--no-install-recommends') },
        @{ Tool = 'dnf'; Jack = 'jack-audio-connection-kit'; PipeWire = 'pipewire-jack-audio-connection-kit'; Native = @('clang', 'zlib-devel')
           Query = 'rpm'; QueryArguments = @('-q', '--whatprovides'); Refresh = @(); Install = @('install', '-y') },
        @{ Tool = 'pacman'; Jack = 'jack2'; PipeWire = 'pipewire-jack'; Native = @('clang', 'zlib')
           Query = 'pacman'; QueryArguments = @('-Q'); Refresh = @(); Install = @('-S', '--needed', '--noconfirm') },
        @{ Tool = 'zypper'; Jack = 'jack'; PipeWire = 'pipewire-libjack-0_3'; Native = @('clang', 'zlib-devel')
           Query = 'rpm'; QueryArguments = @('-q', '--whatprovides'); Refresh = @(); Install = @('--non-interactive', 'install') }
    )
    foreach ($manager in $managers) {
        if (Test-Tool $manager.Tool) { return $manager }
    }
    return $null
}

function Test-Package($manager, [string]$package) {
    $answer = @(Read-Tool $manager.Query ($manager.QueryArguments + $package)) -join ' '
    if ($manager.Query -eq 'dpkg-query') { return $answer -match 'ok installed' }
    return $answer -ne ''
}

function Test-PipeWire {
    $folder = [Environment]::GetEnvironmentVariable('XDG_RUNTIME_DIR')
    return -not [string]::IsNullOrEmpty($folder) -and [System.IO.File]::Exists([System.IO.Path]::Combine($folder, 'pipewire-0'))
}

function Install-Linux {
    $manager = Get-PackageManager
    if ($null -eq $manager) {
        Add-Summary 'native' 'left to you: install JACK (or the JACK library of PipeWire), clang and the zlib headers; this system has no apt-get, dnf, pacman or zypper'
        return
    }

    $sound = $manager.Jack
    if (Test-PipeWire) { $sound = $manager.PipeWire }
    $missing = @(@($sound) + $manager.Native | Where-Object { -not (Test-Package $manager $_) })
    if ($missing.Count -eq 0) {
        Write-Line "native packages are there: $sound $($manager.Native -join ' ')"
        Add-Summary 'native' "already there: $sound $($manager.Native -join ' ')"
        return
    }

    $install = @($manager.Tool) + $manager.Install + $missing
    $rights = @()
    if ((@(Read-Tool 'id' @('-u')) -join '') -ne '0') {
        if (-not (Test-Tool 'sudo')) {
            Write-Line "not root, and no sudo: $($missing -join ' ') left to you"
            Add-Summary 'native' "left to you, as root: $($install -join ' ')"
            return
        }
        $rights = @('sudo')
        if ($manager.Tool -eq 'apt-get') { $rights += 'DEBIAN_FRONTEND=noninteractive' }
    }
    elseif ($manager.Tool -eq 'apt-get' -and -not $WhatIf) { [Environment]::SetEnvironmentVariable('DEBIAN_FRONTEND', 'noninteractive') }

    $remedy = 'mend it, or build without native parts: ./install.ps1 -SkipNative'
    if ($manager.Refresh.Count -gt 0) { Invoke-Elevated $rights (@($manager.Tool) + $manager.Refresh) $remedy }
    Invoke-Elevated $rights $install $remedy
    Add-Summary 'native' (Get-Deed 'installed' "install $($missing -join ' ')" ($missing -join ' '))
}

function Invoke-Elevated([string[]]$rights, [string[]]$command, [string]$remedy) {
    $line = @($rights) + $command | Where-Object { $_ }
    Invoke-Tool 'native' $line[0] @($line[1..($line.Count - 1)]) $remedy
}

function Install-Mac {
    if (-not (Test-Tool 'brew')) {
        Add-Summary 'native' 'left to you: install Homebrew (https://brew.sh), then run: brew install jack'
    }
    elseif (@(Read-Tool 'brew' @('list', '--versions', 'jack')).Count -gt 0) {
        Add-Summary 'native' 'already there: jack'
    }
    else {
        Invoke-Tool 'native' 'brew' @('install', 'jack') 'mend it, or build without native parts: ./install.ps1 -SkipNative'
        Add-Summary 'native' (Get-Deed 'installed' 'install jack' 'jack')
    }

    if (@(Read-Tool 'xcode-select' @('-p')).Count -eq 0) {
        Add-Summary 'native' 'left to you: the Xcode command-line tools; run: xcode-select --install'
    }
}

function Show-WindowsHints {
    Add-Summary 'native' 'left to you, for the native callback: winget install Microsoft.VisualStudio.2022.BuildTools (workload: Desktop development with C++)'
    Add-Summary 'native' 'left to you, for a virtual MIDI port: loopMIDI (https://www.tobias-erichsen.de/software/loopmidi.html)'
}

function Get-Deed([string]$done, [string]$would, [string]$what) {
    if ($WhatIf) { return "would $would" }
    return "$done $what"
}

function Install-Native {
    if ($SkipNative) {
        Add-Summary 'native' 'skipped'
    }
    elseif (Test-System 'WINDOWS') { Show-WindowsHints }
    elseif (Test-System 'OSX') { Install-Mac }
    else { Install-Linux }
}

function Build-Product {
    $target = $Project
    if ($target -eq '') { $target = [System.IO.Path]::Combine($root, 'LivePerformer.sln') }
    $target = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($target)
    if (-not [System.IO.File]::Exists($target)) { throw "build: no $target; give -Project an existing .csproj or .sln" }

    # dotnet looks for global.json from the current folder upwards.
    $ExecutionContext.SessionState.Path.PushCurrentLocation('install')
    try {
        $null = $ExecutionContext.SessionState.Path.SetLocation($root)
        Invoke-Tool 'restore' 'dotnet' @('restore', $target) 'see the lines above; packages come from nuget.org, so check the network'
        Add-Summary 'restore' (Get-Deed 'restored' "restore $target" $target)
        Invoke-Tool 'build' 'dotnet' @('build', $target, '-c', 'Release', '--no-restore', '--nologo') 'see the lines above'
        Add-Summary 'build' (Get-Deed 'built, Release:' "build $target, Release" $target)
    }
    finally {
        $null = $ExecutionContext.SessionState.Path.PopLocation('install')
    }
}

function Show-Summary {
    Write-Line ''
    if ($WhatIf) { Write-Line 'Nothing was changed. LivePerformer would be installed so:' }
    else { Write-Line 'LivePerformer is installed:' }
    foreach ($line in $summary) { Write-Line $line }
    Write-Line 'README.md says how to make the first sound.'
}

try {
    Get-Sdk
    Install-Native
    Build-Product
    Show-Summary
    exit 0
}
catch {
    [Console]::Error.WriteLine("install: $($_.Exception.Message)")
    exit 1
}
